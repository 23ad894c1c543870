import { OemsError } from '../../../errors.ts';
import type { JsonObject, OrderRequest } from '../../model/order.ts';
import type { SubmitOutcome } from '../../model/outcome.ts';

/** `fi_xbtusd` for PI_XBTUSD and FI_XBTUSD_261225; null for contracts that the multi-collateral wallet margins (docs.kraken.com get-accounts). */
export function coinWalletOf(contract: string): string | null {
  const [, pair] = /^[PF]I_([A-Z0-9]+)/i.exec(contract) ?? [];
  return pair === undefined ? null : `fi_${pair.toLowerCase()}`;
}

/** A refusal for want of margin names the wallet that lacks the margin, and the transfer that helps. */
export function namingWallet(
  outcome: SubmitOutcome,
  { symbol: contract }: JsonObject,
  order: OrderRequest,
): SubmitOutcome {
  const wallet = coinWalletOf(String(contract));
  if (outcome.kind !== 'rejected' || outcome.error.code !== 'INSUFFICIENT_FUNDS' || wallet === null) return outcome;
  const { details } = outcome.error;
  const coin = order.symbol.split(':')[1]?.split('-')[0] ?? 'the coin';
  const code = details[0]?.exchangeCode ?? 'insufficientAvailableFunds';
  const message = `The wallet ${wallet}, which margins ${order.symbol}, has not enough available margin for the order (${code}). Reduce the quantity, or move ${coin} there: POST /oems/execution/transfer with asset ${coin}, from_account swap and to_account swap:${wallet}. Money from spot reaches swap first`;
  return { ...outcome, error: new OemsError('INSUFFICIENT_FUNDS', message, { details, cause: outcome.error }) };
}
