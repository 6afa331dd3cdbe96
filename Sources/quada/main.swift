print("quada")
