"""The claims of Nguyen, Mukkamala and Hein."""
