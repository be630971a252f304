"""How far labels depend on who happened to be there when scores were cut."""
