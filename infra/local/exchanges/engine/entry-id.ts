/** The exchange's own id of a ledger entry. */
export type EntryId = string | number;
