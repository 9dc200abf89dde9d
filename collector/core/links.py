"""Addresses that texts send the owner to: each is said in one place alone."""

TOKENS_PAGE = "wanikani.com/settings/personal_access_tokens"
