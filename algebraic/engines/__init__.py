"""Optional engines: programs of their own, found at run time, run as processes that can be killed."""
