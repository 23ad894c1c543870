import type { JsonObject } from '../model/order.ts';
import type { Told } from '../model/told.ts';
import type { LedgerTransfer, TransferOutcome, TransferRequest } from '../model/transfer.ts';

/** Moves between the wallets of an account. */
export interface Transfers {
  /** The exact parameters, after every check that needs no request. Throws errors that name the field. */
  parameters(request: TransferRequest): Promise<JsonObject>;
  submit(request: TransferRequest): Promise<TransferOutcome>;
  /**
   * Every transfer in the exchange's ledger since `since` (epoch ms) with the request's asset, amount and direction. Of a request with a
   * client id only the transfer under that id, under way or done: a failed transfer has moved nothing. An unread row may be the transfer: the
   * list then proves no absence.
   */
  find(request: TransferRequest, since: number): Promise<Told<LedgerTransfer>>;
}
