import { about, closed, definite, gone, type RefusalRule } from '../wire/refusals.ts';
import { on } from './host-refusals.ts';

/** What an acknowledged amendment says that has ended the order. */
export const canceledInstead = 'amendment canceled the order';

/**
 * Refusals of amendments. -2038 is the word of spot for each, with the cause in the text, and "the order remains unchanged" (spot: errors; spot:
 * faqs/order_amend_keep_priority). `noOpenOrder`: the message about an order that is over.
 */
export function amendRefusals(noOpenOrder: string): RefusalRule[] {
  return [
    definite(
      canceledInstead,
      'ORDER_REJECTED',
      'Binance has canceled the order in place of the amendment ({code}): with the new terms a post-only order would have traded, or nothing was left to fill',
    ),
    // The amendment before has not been carried out yet.
    ...on('usdm', [closed('-5043', 'An amendment of the order is under way at Binance ({code}); repeat later')]),
    ...on('spot', [
      { ...gone('-2038', 'NOT_FOUND', noOpenOrder), text: /unknown order/i },
      {
        ...closed('-2038', 'This market is closed at this time ({code}); nothing was changed'),
        text: /Market is closed/,
      },
      {
        ...definite(
          '-2038',
          'ORDER_REJECTED',
          'The order has been amended as often as Binance allows ({code}); cancel the order and place another',
        ),
        text: /MAX_NUM_ORDER_AMENDS/,
      },
      {
        ...about(
          'quantity',
          definite(
            '-2038',
            'INVALID_ORDER',
            'Binance only lowers the quantity of an open order ({code}); cancel the order and place another',
          ),
        ),
        text: /quantity increase|change no state|zero or less/,
      },
      definite('-2038', 'ORDER_REJECTED', 'Binance did not amend the order ({code}), which is as it was'),
    ]),
  ];
}
