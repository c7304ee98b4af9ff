"""The parts of the network picture: where its tables are read, how ties and agents are drawn, what is said of them."""
