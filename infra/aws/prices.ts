/**
 * List prices of us-east-1 in US dollars, before free tiers, as known in 2025. The prices were written down without a look at the pricing pages
 * of AWS, so a reader checks a price there before money depends on it. Each comment names the page.
 */
export const prices = {
  /** aws.amazon.com/api-gateway/pricing: HTTP API, first 300 million. */
  httpApiPerMillion: 1.0,
  /** aws.amazon.com/lambda/pricing: arm64. */
  lambdaPerMillion: 0.2,
  lambdaPerGbSecond: 0.0000133334,
  /** aws.amazon.com/dynamodb/pricing/on-demand. */
  writeUnitsPerMillion: 0.625,
  readUnitsPerMillion: 0.125,
  /** aws.amazon.com/kms/pricing. */
  kmsPer10000: 0.03,
  kmsKeyPerMonth: 1.0,
  /** aws.amazon.com/sqs/pricing: standard queues. */
  sqsPerMillion: 0.4,
  /** aws.amazon.com/cloudwatch/pricing. An alarm costs for each metric that the alarm reads. */
  logsPerGb: 0.5,
  alarmMetricPerMonth: 0.1,
  dashboardPerMonth: 3.0,
  customMetricPerMonth: 0.3,
  /** aws.amazon.com/xray/pricing. */
  tracesPerMillion: 5.0,
  /** aws.amazon.com/cognito/pricing: machine-to-machine. */
  cognitoClientPerMonth: 6.0,
  cognitoPer1000Tokens: 2.25,
  /** aws.amazon.com/vpc/pricing and aws.amazon.com/privatelink/pricing. */
  natPerHour: 0.045,
  natPerGb: 0.045,
  interfaceEndpointPerHour: 0.01,
  publicAddressPerHour: 0.005,
} as const;
