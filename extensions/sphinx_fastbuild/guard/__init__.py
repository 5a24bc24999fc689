"""Guard: rely on functions of other packages only while their code is the verified one."""
