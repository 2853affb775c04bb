"""What expat reads in each of the documents on stdin, for the test beside this file.

Both streams are records: a length of four bytes, little endian, and as many bytes. An answer is N where expat refuses the document;
D where it has a document type declaration, E where it declares another encoding or version, all of which Covenant refuses; or W and
what was read, in the form that the test writes too.
"""

import sys
import xml.parsers.expat

KEPT = {"currencyID", "schemeID", "unitCode"}
SPACE = " \t\r\n"


class Elsewhere(Exception):
    pass


def read(document):
    parser = xml.parsers.expat.ParserCreate("utf-8", "\x01")
    said, text = [], []

    def flush():
        joined = "".join(text)
        text.clear()
        if joined:
            said.append("T" + joined)

    def start(name, attributes):
        flush()
        namespace, _, local = name.rpartition("\x01")
        kept = sorted((key, value.strip(SPACE)) for key, value in attributes.items() if key in KEPT)
        said.append("S" + namespace + "\x01" + local + "".join("\x01" + key + "=" + value for key, value in kept))

    def end(_):
        flush()
        said.append("E")

    def declaration(version, encoding, _):
        if version != "1.0" or (encoding or "utf-8").lower() != "utf-8":
            raise Elsewhere("E")

    def doctype(*_):
        raise Elsewhere("D")

    def instruction(target, _):
        # Namespaces in XML 1.0, section 7, which expat does not look at.
        if ":" in target:
            raise Elsewhere("N")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text.append
    parser.XmlDeclHandler = declaration
    parser.StartDoctypeDeclHandler = doctype
    parser.ProcessingInstructionHandler = instruction
    try:
        parser.Parse(document, True)
    except xml.parsers.expat.ExpatError:
        return b"N"
    except Elsewhere as elsewhere:
        return str(elsewhere).encode()
    return ("W" + "\x02".join(said)).encode()


source, sink = sys.stdin.buffer, sys.stdout.buffer
while head := source.read(4):
    answer = read(source.read(int.from_bytes(head, "little")))
    sink.write(len(answer).to_bytes(4, "little") + answer)
