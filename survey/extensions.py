"""Extensions, made here once and bound to each application in ``create_app``."""

from flask_babel import Babel
from flask_login import LoginManager
from flask_wtf import CSRFProtect

from survey.database import Database

babel = Babel()
csrf = CSRFProtect()
db = Database()
login_manager = LoginManager()
