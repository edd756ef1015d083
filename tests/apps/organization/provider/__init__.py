"""An OpenID Connect provider of its own, to sign in with in tests."""
