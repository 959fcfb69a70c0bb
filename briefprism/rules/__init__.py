"""Rule packs, the engines that run them, and proofs."""
