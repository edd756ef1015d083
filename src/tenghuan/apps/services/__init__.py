"""What enterprises ask for and how it is answered; an enterprise's own page in one place (企业服务一屏)."""
