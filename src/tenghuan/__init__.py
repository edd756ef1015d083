"""腾换 Tenghuan: a county's 腾笼换鸟 campaign, from its plan document to its monthly bulletin."""
