/** Forms of orders in which the exchange is documented or recorded in more than one way, or not at all. */
export interface OrderForms {
  /**
   * What `vol_exec`, `cost` and `price` of a `viqc` order count. `quote`: executed volume and cost in quote currency. `base`: the executed
   * volume in base, as clients of 2024 to 2026 read it. `swapped`: volume in quote, cost in base and price in base per quote, the
   * letter of the documentation ("quote currency unless viqc set in oflags"). No executed `viqc` order was found recorded.
   */
  viqc: 'quote' | 'base' | 'swapped';
  /** Whether a limit order may count the quote currency: recorded open in 2014, documented for market orders only since. */
  viqcLimits: boolean;
  /** Whether stop and take-profit prices are described as sent ("-5.0000%"), or as the price that they came to. Recorded for neither. */
  relativePrices: boolean;
}

export function usualForms(): OrderForms {
  return { viqc: 'quote', viqcLimits: false, relativePrices: false };
}
