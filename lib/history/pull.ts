import type { AccountRef } from '../accounts/account.ts';
import type { RowId } from '../exchanges/exchanges.ts';

/** Copies what is new in an account's books at the exchange into the ledger. */
export const pullAccount = async (_ref: AccountRef): Promise<void> => {
  throw new Error('accounts cannot be pulled yet');
};

/** Stores the published funding rates of one symbol. */
export const pullRates = async (_exchange: RowId, _symbol: string): Promise<void> => {
  throw new Error('funding rates cannot be pulled yet');
};
