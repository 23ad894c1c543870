import { expiryUnsupported, icebergUnsupported, notAttached } from './field-hints.ts';

/** The remedy for a word of other order APIs that this API spells otherwise, or lacks: by field, and by the word's letters in lower case. */
const remedies: Readonly<Record<HintedField, Readonly<Record<string, string>>>> = {
  time_in_force: {
    ...each(use('GTC'), 'gtc goodtillcancel goodtillcanceled goodtilcancelled goodtillcancelled'),
    ...each(use('IOC'), 'ioc immediateorcancel'),
    ...each(use('FOK'), 'fok fillorkill'),
    ...each(use('POST_ONLY'), 'po postonly post gtx alo makeronly maker addliquidityonly'),
    ...each(expiryUnsupported, 'gtd gtt day goodtilldate goodtildate goodtilltime goodtiltime'),
  },
  side: {
    ...each(use('buy'), 'buy b bid long openlong closeshort'),
    ...each(use('sell'), 'sell s ask short openshort closelong'),
  },
  order_type: {
    ...each(use('market'), 'market mkt'),
    ...each(use('limit'), 'limit lmt'),
    ...each(use('stop_loss'), 'stop stoploss stopmarket stopmkt stp stoplossmarket stoporder'),
    ...each(use('stop_loss_limit'), 'stoplimit stoplmt stplmt stoplosslimit'),
    ...each(use('take_profit'), 'takeprofit takeprofitmarket tp markettouched mit'),
    ...each(use('take_profit_limit'), 'takeprofitlimit tplimit limitiftouched lit'),
    ...each(use('trailing_stop'), 'trailingstop trailingstopmarket trailstop trailing trail'),
    ...each(
      `${use('trailing_stop')}, which becomes a market order; trailing stops with a limit price are not supported`,
      'trailingstoplimit',
    ),
    ...each(`${use('limit')} with post_only true`, 'postonly post po limitmaker makeronly'),
    ...each(`${use('limit')} with time_in_force "IOC"`, 'ioc immediateorcancel'),
    ...each(`${use('limit')} with time_in_force "FOK"`, 'fok fillorkill'),
    ...each(`${use('market')} with reduce_only true`, 'settleposition closeposition'),
    ...each(notAttached, 'oco bracket otoco'),
    ...each(icebergUnsupported, 'iceberg'),
  },
  trigger_price_type: {
    ...each(use('last'), 'last lastprice lasttrade contractprice trade'),
    ...each(use('mark'), 'mark markprice'),
    ...each(use('index'), 'index indexprice spot spotprice'),
  },
  market_type: {
    ...each(use('spot'), 'spot cash'),
    ...each(use('swap'), 'swap futures perp perps perpetual linear inverse derivatives'),
    ...each('margin on spot is not supported', 'margin'),
  },
};

export type HintedField = 'time_in_force' | 'side' | 'order_type' | 'trigger_price_type' | 'market_type';

/** The error of an enumeration: what the field takes, with the remedy where the word's meaning is known. The word itself does not come back. */
export function oneOf(field: HintedField, rule: string) {
  return {
    error: ({ input }: { readonly input?: unknown }): string => {
      const letters = typeof input === 'string' ? input.toLowerCase().replace(/[^a-z]/g, '') : '';
      const remedy = Object.hasOwn(remedies[field], letters) ? remedies[field][letters] : undefined;
      return remedy === undefined ? rule : `${rule}; ${remedy}`;
    },
  };
}

function use(word: string): string {
  return `use "${word}"`;
}

function each(remedy: string, words: string): Record<string, string> {
  return Object.fromEntries(words.split(' ').map((word) => [word, remedy]));
}
