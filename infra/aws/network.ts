import { Stack } from 'aws-cdk-lib';
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
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type Reached, secretsEndpointStatement, tableEndpointStatements } from './endpoint-policies.ts';
import { logRetentionOf, removalPolicyOf } from './lifetime.ts';
import type { DeployOptions } from './stage.ts';

/** Network for functions that call an exchange from a fixed address. */
export interface Egress {
  readonly vpc: IVpc;
  readonly vpcSubnets: SubnetSelection;
  readonly securityGroups: SecurityGroup[];
}

interface Network {
  readonly egress: Egress;
  /** Address for the IP allow-lists of exchange keys. */
  readonly address: string;
}

/**
 * A single NAT gateway behind a single elastic address: an allow-list holds a single address, so a second gateway
 * would be useless. DynamoDB and KMS have endpoints: a function must be able to write the journal during an outage of
 * the NAT gateway.
 */
export function createNetwork(scope: Construct, options: DeployOptions, granted: Reached): Network {
  const network = new Construct(scope, 'network');
  const address = new CfnEIP(network, 'address', { domain: 'vpc' });
  // The allow-lists of exchange keys hold the address: a new address would shut every key out.
  address.applyRemovalPolicy(removalPolicyOf(options));
  const vpc = new Vpc(network, 'vpc', {
    maxAzs: 2,
    natGateways: 1,
    natGatewayProvider: NatProvider.gateway({ eipAllocationIds: [address.attrAllocationId] }),
    subnetConfiguration: [
      { name: 'public', subnetType: SubnetType.PUBLIC, mapPublicIpOnLaunch: false },
      { name: 'functions', subnetType: SubnetType.PRIVATE_WITH_EGRESS },
    ],
    // CDK would restrict the group by a custom resource, which is a function with rights. The group stays unused.
    restrictDefaultSecurityGroup: false,
  });
  const destination = FlowLogDestination.toCloudWatchLogs(flowLogs(network, options), flowLogRole(network));
  vpc.addFlowLog('flow-log', { destination });
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

/** Under exactOptionalPropertyTypes, the class of CDK does not fit the interface of CDK. */
function asInterface(vpc: Vpc): IVpc {
  return vpc as IVpc;
}

function flowLogs(scope: Construct, options: DeployOptions): LogGroup {
  return new LogGroup(scope, 'flow-logs', {
    retention: logRetentionOf(options),
    removalPolicy: removalPolicyOf(options),
  });
}

/** Only flow logs of this AWS account may write in this role (Amazon VPC user guide, "IAM role for publishing flow logs to CloudWatch Logs"). */
function flowLogRole(scope: Construct): Role {
  const assumedBy = new ServicePrincipal('vpc-flow-logs.amazonaws.com', {
    conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
  });
  return new Role(scope, 'flow-log-role', { assumedBy });
}

/** Each endpoint allows access to the table or the key of the stack only. */
function addEndpoints(scope: Construct, vpc: Vpc, functions: SecurityGroup, reached: Reached): void {
  const dynamodb = vpc.addGatewayEndpoint('dynamodb', { service: GatewayVpcEndpointAwsService.DYNAMODB });
  for (const statement of tableEndpointStatements(reached)) dynamodb.addToPolicy(statement);
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
  kms.addToPolicy(secretsEndpointStatement(reached));
}
