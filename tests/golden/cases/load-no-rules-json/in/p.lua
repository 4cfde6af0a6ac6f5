policy { id = "x" }
