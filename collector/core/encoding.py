"""The encoding of the owner's text files: UTF-8, with or without a byte order mark.

Programs on Windows (Notepad, Excel) put the mark before the text.
"""

import codecs

ENCODING = "utf-8-sig"
BYTE_ORDER_MARK = codecs.BOM_UTF8
