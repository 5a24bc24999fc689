"""What draws the pictures of this publication."""
