"""What stands around and between the bodies: headers, lists, navigation and search."""
