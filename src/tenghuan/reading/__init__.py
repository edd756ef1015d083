"""Plan documents become draft plans; workbooks become checked rows with every fault located."""
