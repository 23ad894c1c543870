import { type Account, balanceOf } from '../../../../infra/local/exchanges/engine/account.ts';
import type { MadeUpExchange } from './exchange.ts';
import type { Body } from './instruments.ts';
import { refuse } from './refused.ts';
import { wallet } from './rules.ts';

export interface Move {
  readonly id: string;
  readonly clientId: string;
  readonly asset: string;
  readonly amount: string;
  readonly from: string;
  readonly to: string;
  /** ISO 8601. */
  readonly time: string;
  state: 'pending' | 'done';
}

/** An id serves for one move, for ever. */
export function move({ wire, ids, world }: MadeUpExchange, account: Account, body: Body): object {
  const [clientId, asset, amount, from, to] = ['clientId', 'asset', 'amount', 'from', 'to'].map((each) =>
    String(body[each] ?? ''),
  ) as [string, string, string, string, string];
  if (!/^[0-9a-f]{32}$/.test(clientId)) refuse('transfer.bad-id');
  if (wire.moves.some((each) => each.clientId === clientId)) refuse('transfer.id-taken');
  if (balanceOf(account, wallet, asset)?.gte(amount) !== true) refuse('transfer.funds');
  const time = new Date(world.now()).toISOString();
  const made: Move = { id: ids.transfer(), clientId, asset, amount, from, to, time, state: wire.movesAre };
  wire.moves.push(made);
  return made;
}

export function moveUnder({ wire }: MadeUpExchange, _account: Account, { clientId }: Body): object {
  return wire.moves.find((each) => each.clientId === clientId) ?? refuse('transfer.unknown');
}
