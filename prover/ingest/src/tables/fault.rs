//! What can be wrong with a table, as stable codes.

use crate::error::faults;

faults! {
    /// What is wrong with a table. Amounts, days, flags and identifiers have the codes that they have in documents.
    TableFault {
        Unreadable = "table/unreadable", "the file cannot be read";
        NotAFile = "table/not-a-file", "this is no ordinary file";
        Format = "table/format", "the name ends in neither .csv nor .parquet, or the content is of another kind";
        NoParquet = "table/no-parquet", "this build reads no Parquet: give the table as CSV";
        Utf16 = "table/utf-16", "the file is UTF-16: save it as UTF-8";
        Encoding = "table/encoding", "the text is not UTF-8";
        Empty = "table/empty", "the file is empty: a table without rows still has a header";
        NoRows = "table/no-rows", "the table has no rows";
        TooManyRows = "table/too-many-rows", "the table has more rows than are taken";
        ColumnMissing = "table/column-missing", "the table has no such column";
        ColumnTwice = "table/column-twice", "the column is there twice";
        ColumnUnknown = "table/column-unknown", "a column of this name is not known";
        TooManyColumns = "table/too-many-columns", "the header has more columns than are read";
        Cells = "table/cells", "the row has not as many cells as the header";
        Quotes = "table/quotes", "a quotation mark is not closed in its line, or stands inside a cell that does not begin with one";
        Control = "table/control", "a cell has a control character";
        LineTooLong = "table/line-too-long", "the line is longer than is read";
        CellTooLong = "table/cell-too-long", "the cell is longer than is read";
        BlankLine = "table/blank-line", "a line without cells stands before others";
        Truncated = "table/truncated", "the last line does not end with a line break: the file may be cut short";
        CellEmpty = "table/cell-empty", "the cell is empty";
        Duplicate = "table/duplicate", "another row has the same";
        Note = "note/format", "the text is not 0x and 64 lower-case hexadecimal digits below the field's modulus";
        Integer = "integer/format", "the text is no whole number, or one larger than the column takes";
        Group = "group/format", "the label is too long, is not printable ASCII, or has blanks at an end or two in a row";
        Choice = "choice/unknown", "the word is none of those that the column knows";
        Asset = "asset/format", "the symbol is not 1 to 32 upper-case letters, digits or hyphens";
        Currency = "currency/code", "the text is no currency of ISO 4217";
        Moment = "moment/format", "the text is no second of the form YYYY-MM-DDThh:mm:ssZ from 1970 on";
        PriceZero = "price/zero", "the price is zero";
        Confidence = "price/confidence", "the price may be wrong by as much as itself";
        Account = "account/format", "the identifier is not of the kind that the scope names, or of a form that could be read in two ways";
        Scratch = "table/scratch", "rows cannot be sorted: the folder for that cannot be written or read";
        Changed = "table/changed", "the file is not the one that was checked";
        AgedOverGross = "debtor/aged-over-gross", "more is aged than there is";
        ParquetFooter = "parquet/footer", "the file does not end as Parquet does, or says of its description that it is longer than the file";
        ParquetMalformed = "parquet/malformed", "the file is not of the form of Parquet, or says of its parts what is not so";
        ParquetTooLarge = "parquet/too-large", "the description is larger than is read, or a page than its rows can be";
        ParquetType = "parquet/type", "the column's type does not say exactly what the column is";
        ParquetCompression = "parquet/compression", "the column is compressed, and not with Snappy";
        ParquetEncoding = "parquet/encoding", "the values are neither plain nor from a dictionary";
    }
}
