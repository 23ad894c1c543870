/**
 * List prices of us-east-1 in US dollars, before free tiers. Each comment names the page of AWS, and the copy or report by which the price was
 * confirmed, with its date. Reports are of third parties: a reader checks a price at AWS before money depends on it. The price of a later day may
 * differ; what is marked "not confirmed" was written down from memory in 2025.
 */
export const prices = {
  /** aws.amazon.com/api-gateway/pricing: HTTP API, first 300 million. awsforengineers.com, 2025-05-19; apigatewaycost.com/aws, 2026. */
  httpApiPerMillion: 1.0,
  /** aws.amazon.com/lambda/pricing: requests, any architecture. Not confirmed by a dated page. */
  lambdaPerMillion: 0.2,
  /** aws.amazon.com/lambda/pricing: arm64, first 7.5 billion GB-seconds. cloudchipr.com/blog/aws-lambda-pricing, 2024. */
  lambdaPerGbSecond: 0.0000133334,
  /** aws.amazon.com/dynamodb/pricing/on-demand, halved in November 2024. airbyte.com/data-engineering-resources/dynamodb-pricing, 2025-07-21. */
  writeUnitsPerMillion: 0.625,
  readUnitsPerMillion: 0.125,
  /** aws.amazon.com/kms/pricing: symmetric requests. factualminds.com/blog/aws-kms-pricing-keys-requests-multi-region, 2026-06-13. */
  kmsPer10000: 0.03,
  /** aws.amazon.com/kms/pricing, stored copy; cloudburn.io/blog/aws-kms-pricing, 2026-03-14. A rotation adds $1 for the version that is kept. */
  kmsKeyPerMonth: 1.0,
  /** aws.amazon.com/sqs/pricing: standard queues. Not confirmed by a dated page. */
  sqsPerMillion: 0.4,
  /** aws.amazon.com/cloudwatch/pricing: standard logs, ingestion. factualminds.com/blog/amazon-cloudwatch-pricing-metrics-logs-alarms-dashboards, 2026-06-13. */
  logsPerGb: 0.5,
  /** aws.amazon.com/cloudwatch/pricing: standard resolution, for each metric that the alarm reads. Not confirmed by a dated page. */
  alarmMetricPerMonth: 0.1,
  /** aws.amazon.com/cloudwatch/pricing. factualminds.com (as logs), 2026-06-13. */
  dashboardPerMonth: 3.0,
  /** aws.amazon.com/cloudwatch/pricing: first 10,000 metrics. signoz.io/guides/cloudwatch-pricing, 2026-02-15. */
  customMetricPerMonth: 0.3,
  /** aws.amazon.com/xray/pricing: traces recorded. Not confirmed by a dated page. */
  tracesPerMillion: 5.0,
  /** aws.amazon.com/cognito/pricing: machine-to-machine, up to 100 clients. dev.classmethod.jp, 2024-05-13; rhythmictech.com, 2025-05. */
  cognitoClientPerMonth: 6.0,
  /** aws.amazon.com/cognito/pricing: up to 250,000 requests. cur.vantage-api.com (CUPM2MTokenRequestsFull), 2025-04-27. */
  cognitoPer1000Tokens: 2.25,
  /** aws.amazon.com/vpc/pricing. zacfukuda.com/blog/aws-nat-gateway-vs-vpc-endpoint, as of 2026-06-01. */
  natPerHour: 0.045,
  natPerGb: 0.045,
  /** aws.amazon.com/privatelink/pricing: for each zone, and $0.01 a GB besides. zacfukuda.com (as NAT), 2026-06-01. */
  interfaceEndpointPerHour: 0.01,
  /** aws.amazon.com/vpc/pricing, since February 2024. factualminds.com/blog/amazon-vpc-pricing-endpoints-peering-transit-gateway, 2026-06-13. */
  publicAddressPerHour: 0.005,
} as const;
