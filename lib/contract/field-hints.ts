export const notAttached =
  'an order attached to another is not supported; send a stop_loss or take_profit order when this order is filled';
export const expiryUnsupported =
  'orders with an expiry (GTD) are not supported; cancel the order when the time has come';
const quoteAmount = 'amounts in the quote currency are not supported; send quantity in units of the base asset';
export const icebergUnsupported = 'iceberg orders are not supported; send several smaller orders';
const timer = 'a timer that cancels orders is not supported; set the timer at the exchange, with its own API';
const leverage =
  'an order has no leverage of its own; on futures set the leverage of the pair with POST /oems/execution/leverage, and margin on spot is not supported';
const trailing = 'the distance of a trailing stop cannot be changed; cancel the order and place another order';

/** The remedy for a field of other order APIs that this API does not have, by the field's letters in lower case. */
const remedies: Readonly<Record<string, string>> = {
  ...each(
    notAttached,
    'close conditionalclose stoploss takeprofit stoplossprice takeprofitprice attachedorders bracket oco',
  ),
  ...each(notAttached, 'closeordertype closeprice closeprice2 sl tp'),
  ...each(
    expiryUnsupported,
    'expiretime expiretm expiresat expiry expiration expirationtime gtd gtddate goodtilldate goodtildate',
  ),
  ...each(quoteAmount, 'cost quotequantity quoteamount quoteorderqty quotesize notional viqc oflags cashorderqty'),
  ...each(icebergUnsupported, 'iceberg icebergqty displayvol displayquantity displayqty visiblequantity visiblesize'),
  ...each(timer, 'cancelafter cancelallafter cancelallordersafter deadmanswitch deadmansswitch'),
  ...each(leverage, 'leverage marginmode tdmode margin'),
  ...each(trailing, 'trailingpercent trailingamount trailingdelta trailingstopmaxdeviation'),
};

/** Names of other APIs for a field of this API, by the letters in lower case. */
const otherNames: Readonly<Record<string, string>> = {
  ...each('order_type', 'type ordtype execution'),
  ...each('quantity', 'amount size qty volume vol origqty contracts sz units baseqty ordersize orderqty baseamount'),
  ...each('price', 'limitprice limit px rate'),
  ...each('stop_price', 'trigger triggerprice stop stoppx triggerpx activationprice'),
  ...each(
    'client_order_id',
    'clordid cliordid cloid clientid clientoid newclientorderid orderlinkid userref clientref',
  ),
  ...each('order_id', 'id txid orderid ordid exchangeorderid'),
  ...each('time_in_force', 'tif force'),
  ...each('post_only', 'maker makeronly'),
  ...each('reduce_only', 'closeposition closeonly'),
  ...each('symbol', 'pair instrument market ticker product productid instid contract coin'),
  ...each('exchange_account_id', 'account accountid subaccount exchangeaccount'),
  ...each('trigger_price_type', 'triggersignal workingtype triggerby triggerpricetype stoppricetype'),
  ...each('side', 'direction action'),
  ...each('dry_run', 'validate test testorder'),
};

/** The field that was probably meant, among the fields of the request: `post_only` for `postOnly`, `quantity` for `amount`. */
export function fieldMeant(name: string, fields: readonly string[]): string | null {
  const letters = lettersOf(name);
  const same = fields.find((field) => lettersOf(field) === letters);
  const other = Object.hasOwn(otherNames, letters) ? otherNames[letters] : undefined;
  return same ?? fields.find((field) => field === other) ?? null;
}

/** What to do about an unknown field of an order request; null for a field that nobody is expected to send. */
export function hintFor(field: string): string | null {
  const letters = lettersOf(field);
  return Object.hasOwn(remedies, letters) ? (remedies[letters] ?? null) : null;
}

function lettersOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function each(remedy: string, names: string): Record<string, string> {
  return Object.fromEntries(names.split(' ').map((name) => [name, remedy]));
}
