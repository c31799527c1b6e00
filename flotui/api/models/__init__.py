"""What the host's rows mean: lenient, typed views of them."""
