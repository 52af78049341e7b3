"""What is simulated: who comes, to what, practised how, under which assumptions."""
