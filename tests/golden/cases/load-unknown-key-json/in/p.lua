policy { id = "x" }

rule { id = "a", efect = "block" }
