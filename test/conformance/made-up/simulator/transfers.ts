import { refuse } from './refused.ts';
import { balanceOf, nextId, type State } from './state.ts';

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

type Terms = Readonly<Record<string, unknown>>;

/** An id serves for one move, for ever. */
export function move(state: State, body: Terms): object {
  const [clientId, asset, amount, from, to] = ['clientId', 'asset', 'amount', 'from', 'to'].map((each) =>
    String(body[each] ?? ''),
  ) as [string, string, string, string, string];
  if (!/^[0-9a-f]{32}$/.test(clientId)) refuse('transfer.bad-id');
  if (state.moves.some((each) => each.clientId === clientId)) refuse('transfer.id-taken');
  if (balanceOf(state, asset).lt(amount)) refuse('transfer.funds');
  const made: Move = {
    id: nextId(state),
    clientId,
    asset,
    amount,
    from,
    to,
    time: new Date(state.now()).toISOString(),
    state: state.movesAre,
  };
  state.moves.push(made);
  return made;
}

export function moveUnder({ moves }: State, { clientId }: Terms): object {
  return moves.find((each) => each.clientId === clientId) ?? refuse('transfer.unknown');
}
