import { chance, maybe } from './fixture-wire-chance.ts';
import type { SpotIds } from './fixture-wire-orders-spot.ts';
import { key, known, pairs } from './fixture-wire-orders-spot.ts';
import type { Params, Recorder } from './fixture-wire-recorder.ts';
import { pick, second } from './fixture-wire-recorder.ts';

function range({ random, world }: Recorder, ids: readonly string[]): Params {
  const bound = () =>
    chance(random, 0.3)
      ? known(random, ids)
      : String(Math.floor(world.now() / 1000) - pick(random, [0, 100, 5000, 400_000]));
  return {
    ...maybe(random, 0.3, () => ({ start: bound() })),
    ...maybe(random, 0.3, () => ({ end: bound() })),
    ...maybe(random, 0.3, () => ({ ofs: pick(random, ['0', '1', '10', '50', 'x']) })),
    ...maybe(random, 0.2, () => ({ without_count: 'true' })),
  };
}

export function readSpot(recorder: Recorder, { orders, trades, entries }: SpotIds): void {
  const { random } = recorder;
  const read = pick<() => unknown>(random, [
    () => recorder.spot('Balance', {}, key(recorder)),
    () => recorder.spot('BalanceEx', {}, key(recorder)),
    () => recorder.spot('TradeVolume', { pair: pick(random, ['XBTUSD', 'ETHXBT,XBTUSD', '', 'no']) }),
    () =>
      recorder.spot('OpenOrders', { trades: 'true', ...maybe(random, 0.2, () => ({ userref: '1' })) }, key(recorder)),
    () =>
      recorder.spot('ClosedOrders', {
        trades: 'true',
        ...range(recorder, orders),
        ...maybe(random, 0.3, () => ({ closetime: pick(random, ['open', 'close', 'both', 'x']) })),
      }),
    () =>
      recorder.spot(
        'QueryOrders',
        { txid: [known(random, orders), known(random, orders)].join(','), trades: pick(random, ['true', 'false']) },
        key(recorder),
      ),
    () => recorder.spot('OpenPositions'),
    () => recorder.spot('QueryTrades', { txid: known(random, trades), ledgers: 'true' }),
    () => recorder.spot('QueryLedgers', { id: [known(random, entries), known(random, entries)].join(',') }),
    () => recorder.spot('GetApiKeyInfo', {}, key(recorder)),
    () => recorder.spotPublic('Ticker', { pair: pick(random, pairs) }),
    () => recorder.spotPublic('Depth', { pair: 'XBTUSD', count: pick(random, ['5', '0', '100']) }),
    () => recorder.spotPublic('Trades', { pair: 'XBTUSD', count: pick(random, ['5', '1000']) }),
    () => recorder.spotPublic('Time'),
    () => recorder.spotPublic('SystemStatus'),
    () => recorder.spotPublic('Assets', { asset: pick(random, ['XBT,USD', 'nothing', 'ETH']) }),
    () => recorder.spotPublic('AssetPairs', { pair: pick(random, ['XBTUSD', 'ETHXBT,SYN000USD']) }),
    () => readTrades(recorder, trades),
    () => readTrades(recorder, trades),
    () => readLedger(recorder, entries),
    () => readLedger(recorder, entries),
  ]);
  read();
}

function readTrades(recorder: Recorder, trades: string[]): void {
  const type = pick(recorder.random, ['all', 'no position', 'closed position']);
  const params = { ledgers: 'true', ...range(recorder, trades), ...maybe(recorder.random, 0.3, () => ({ type })) };
  const { result } = recorder.spot('TradesHistory', params) as { result?: { trades?: object } };
  remember(trades, Object.keys(result?.trades ?? {}));
}

function readLedger(recorder: Recorder, entries: string[]): void {
  const { random } = recorder;
  const params = {
    ...range(recorder, entries),
    ...maybe(random, 0.3, () => ({ type: pick(random, ['all', 'trade', 'deposit', 'transfer', 'odd']) })),
    ...maybe(random, 0.3, () => ({ asset: pick(random, ['XBT', 'ZUSD,XXBT', 'all', 'none']) })),
  };
  const { result } = recorder.spot('Ledgers', params) as { result?: { ledger?: object } };
  remember(entries, Object.keys(result?.ledger ?? {}));
}

function remember(list: string[], fresh: readonly string[]): void {
  for (const id of fresh) if (!list.includes(id)) list.push(id);
}

/** Everything a customer can read, to the end of every page. */
export function readAllSpot(recorder: Recorder): void {
  for (const key of [undefined, second.spot]) {
    const options = key ? { key } : {};
    for (const name of ['BalanceEx', 'OpenOrders', 'TradeVolume'])
      recorder.spot(name, { trades: 'true', pair: 'XBTUSD' }, options);
    for (const name of ['ClosedOrders', 'TradesHistory', 'Ledgers'])
      for (let ofs = 0; ofs < 200; ofs += 50)
        recorder.spot(name, { trades: 'true', ledgers: 'true', ofs: String(ofs) }, options);
  }
}
