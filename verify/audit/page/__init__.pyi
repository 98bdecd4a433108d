from .writing import Told as Told, write_page as write_page
