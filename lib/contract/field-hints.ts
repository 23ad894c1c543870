const attached =
  'an order attached to another is not supported; send a stop_loss or take_profit order when this order is filled';
const expiry = 'orders with an expiry (GTD) are not supported; cancel the order when the time has come';
const quoteAmount = 'amounts in the quote currency are not supported; send quantity in units of the base asset';
const iceberg = 'iceberg orders are not supported; send several smaller orders';
const timer = 'a timer that cancels orders is not supported; set the timer at the exchange, with its own API';
const leverage =
  'an order has no leverage of its own; on futures set the leverage of the pair with POST /oems/execution/leverage, and margin on spot is not supported';
const trailing = 'the distance of a trailing stop cannot be changed; cancel the order and place another order';

/** The remedy for a field of other order APIs that this API does not have, by the field's letters in lower case. */
const remedies: Readonly<Record<string, string>> = {
  ...each(
    attached,
    'close conditionalclose stoploss takeprofit stoplossprice takeprofitprice attachedorders bracket oco',
  ),
  ...each(attached, 'closeordertype closeprice closeprice2 sl tp'),
  ...each(
    expiry,
    'expiretime expiretm expiresat expiry expiration expirationtime gtd gtddate goodtilldate goodtildate',
  ),
  ...each(quoteAmount, 'cost quotequantity quoteamount quoteorderqty quotesize notional viqc oflags cashorderqty'),
  ...each(iceberg, 'iceberg icebergqty displayvol displayquantity displayqty visiblequantity visiblesize'),
  ...each(timer, 'cancelafter cancelallafter cancelallordersafter deadmanswitch deadmansswitch'),
  ...each(leverage, 'leverage marginmode tdmode margin'),
  ...each(trailing, 'trailingpercent trailingamount trailingdelta trailingstopmaxdeviation'),
};

/** What to do about an unknown field of an order request; null for a field that nobody is expected to send. */
export function hintFor(field: string): string | null {
  const letters = field.toLowerCase().replace(/[^a-z0-9]/g, '');
  return Object.hasOwn(remedies, letters) ? (remedies[letters] ?? null) : null;
}

function each(remedy: string, names: string): Record<string, string> {
  return Object.fromEntries(names.split(' ').map((name) => [name, remedy]));
}
