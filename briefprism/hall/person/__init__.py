"""What people bring: answers, decisions, findings set aside, new rules."""
