"""Articles on their way out to a folder of Markdown files, and in from such a folder, ours or another tool's; and whole
blogs on their way in (`blogs`) and out (`leaving`).
"""

from . import models as models  # the database has the table, whatever else of this is loaded
