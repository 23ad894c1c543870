import type { KrakenExchange } from '../scenes/kraken-exchange.ts';
import type { ShownEvent } from './shown-events.ts';

/** Transfers, closed positions and trading states of the whole list, held against the ledgers of the engine. */
export function judgeOtherEvents(events: readonly ShownEvent[], exchange: KrakenExchange, customer: string): string[] {
  const of = (type: string) => events.filter((event) => event.type === type);
  const rows = exchange.ledger('swap', customer);
  const closed = rows.filter(({ isPosition, before, after }) => isPosition && after.isZero() && !before.isZero());
  const moved = transfersOf(exchange, customer);
  const states = events.map(({ type }) => type).filter((type) => /^trading_/.test(type));
  const checks: Readonly<Record<string, boolean>> = {
    [`${closed.length} closed positions told once: ${of('position_closed').length}`]:
      of('position_closed').length === closed.length,
    [`${moved} transfers told once: ${of('transfer_completed').length}`]: of('transfer_completed').length === moved,
    [`no state told twice: ${states.join(' ')}`]: states.every((type, index) => type !== states[index - 1]),
    'each transfer told once': new Set(of('transfer_completed').map(nameOf)).size === of('transfer_completed').length,
  };
  return Object.entries(checks).flatMap(([what, holds]) => (holds ? [] : [what]));
}

function nameOf({ transfer }: ShownEvent): string {
  return JSON.stringify(transfer?.transfer_id);
}

/** Money that left the spot wallet for the futures wallet. */
function transfersOf({ spot }: KrakenExchange, customer: string): number {
  const { ledger = [] } = spot.exchange().accounts.get(customer) ?? {};
  return ledger.filter(({ kind }) => kind === 'departure').length;
}
