/** Trades at the given times and no order, as the answer to every list that a look on spot reads. */
export function tradesOnSpot(times: readonly number[], ordertxid: string | undefined) {
  const trade = { ordertxid, pair: 'XXBTZUSD', type: 'buy', price: '80000', vol: '1', fee: '0' };
  const trades = times.map((time) => [`T${String(time).slice(-5)}-AAAAA-AAAAAA`, { ...trade, time: time / 1000 }]);
  return { error: [], result: { open: {}, closed: {}, trades: Object.fromEntries(trades) } };
}
