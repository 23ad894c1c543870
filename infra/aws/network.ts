import {
  CfnEIP,
  FlowLogDestination,
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpointAwsService,
  type IVpc,
  NatProvider,
  Peer,
  Port,
  SecurityGroup,
  type SubnetSelection,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { DeployOptions } from './context.ts';
import { logRetentionOf, removalPolicyOf } from './lifetime.ts';
import type { Granted } from './statements.ts';

/** Where functions that call an exchange live when their address must be fixed. */
export interface Egress {
  readonly vpc: IVpc;
  readonly vpcSubnets: SubnetSelection;
  readonly securityGroups: SecurityGroup[];
}

/** What the endpoints lead to. */
type Reached = Pick<Granted, 'table' | 'secretsKey'>;

export interface Network {
  readonly egress: Egress;
  /** For the exchange keys' IP allow-lists. */
  readonly address: string;
}

/**
 * One NAT gateway behind one elastic address: an allow-list holds a single address, so there is no second gateway to fall back to.
 * DynamoDB and KMS are reached by endpoints, not through it: a function that waits for NAT must still be able to write its journal.
 */
export function createNetwork(scope: Construct, options: DeployOptions, granted: Reached): Network {
  const network = new Construct(scope, 'network');
  const address = new CfnEIP(network, 'address', { domain: 'vpc' });
  const vpc = new Vpc(network, 'vpc', {
    maxAzs: 2,
    natGateways: 1,
    natGatewayProvider: NatProvider.gateway({ eipAllocationIds: [address.attrAllocationId] }),
    subnetConfiguration: [
      { name: 'public', subnetType: SubnetType.PUBLIC, mapPublicIpOnLaunch: false },
      { name: 'functions', subnetType: SubnetType.PRIVATE_WITH_EGRESS },
    ],
    // CDK would close it by a custom resource, a function with rights of its own; nothing is ever put into it.
    restrictDefaultSecurityGroup: false,
  });
  vpc.addFlowLog('flow-log', { destination: FlowLogDestination.toCloudWatchLogs(flowLogs(network, options)) });
  const functions = new SecurityGroup(network, 'functions', {
    vpc: asInterface(vpc),
    description: 'Functions that call an exchange: out by HTTPS, nothing in',
    allowAllOutbound: false,
  });
  functions.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'Exchanges, DynamoDB, KMS');
  addEndpoints(network, vpc, functions, granted);
  return {
    egress: {
      vpc: asInterface(vpc),
      vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
      securityGroups: [functions],
    },
    address: address.ref,
  };
}

/** CDK's own class does not fit its interface under exactOptionalPropertyTypes. */
function asInterface(vpc: Vpc): IVpc {
  return vpc as IVpc;
}

function flowLogs(scope: Construct, options: DeployOptions): LogGroup {
  return new LogGroup(scope, 'flow-logs', {
    retention: logRetentionOf(options),
    removalPolicy: removalPolicyOf(options),
  });
}

/** Each endpoint leads to our table and our key only. */
function addEndpoints(scope: Construct, vpc: Vpc, functions: SecurityGroup, { table, secretsKey }: Reached): void {
  const dynamodb = vpc.addGatewayEndpoint('dynamodb', { service: GatewayVpcEndpointAwsService.DYNAMODB });
  dynamodb.addToPolicy(
    new PolicyStatement({
      principals: [new AnyPrincipal()],
      actions: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem'].map((action) => `dynamodb:${action}`),
      resources: [table.tableArn, `${table.tableArn}/index/pending`],
    }),
  );
  const endpoint = new SecurityGroup(scope, 'kms', {
    vpc: asInterface(vpc),
    description: 'The KMS endpoint: in by HTTPS from the functions',
    allowAllOutbound: false,
  });
  endpoint.addIngressRule(functions, Port.tcp(443), 'Functions');
  const kms = vpc.addInterfaceEndpoint('kms', {
    service: InterfaceVpcEndpointAwsService.KMS,
    securityGroups: [endpoint],
    open: false,
  });
  kms.addToPolicy(
    new PolicyStatement({
      principals: [new AnyPrincipal()],
      actions: ['kms:Encrypt', 'kms:Decrypt'],
      resources: [secretsKey.keyArn],
    }),
  );
}
