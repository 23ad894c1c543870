/** The account of the examples. */
export const id = { exchange_account_id: 'exchange_my_kraken' } as const;
