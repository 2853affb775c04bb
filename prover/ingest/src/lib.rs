//! Business documents into typed fields: UBL 2.1 invoices and loan agreements.
