policy { id = "x" }
limit = 3
