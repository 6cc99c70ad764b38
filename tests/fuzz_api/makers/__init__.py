"""What programs consist of: each module writes operations of one sort into a draft."""
