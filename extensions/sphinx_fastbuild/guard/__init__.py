"""Guard: functions of other packages are built upon only while they do what is known of them."""
