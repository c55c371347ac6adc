"""What every store does alike: JSON, what an export shows, what claims and log entries say."""
