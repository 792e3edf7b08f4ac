// What goes wrong in a shop of our invention: enough of each kind to make every part of the page speak.

/** One thing that goes wrong again and again. */
export interface Story {
  readonly project: string;
  readonly platform: string;
  readonly type: string;
  readonly value: string;
  readonly culprit: string;
  readonly level: "fatal" | "error" | "warning" | "info";
  readonly file: string;
  readonly call: string;
  readonly source: readonly [before: string, line: string, after: string];
  /** Errors that are sent of it. */
  readonly times: number;
  /** The hours of the last 14 days in which it happens, from the present. */
  readonly hours: readonly [newest: number, oldest: number];
}

type Told = readonly [type: string, value: string, culprit: string, times: number];

function story(
  where: Pick<Story, "project" | "platform" | "file" | "source">,
  [type, value, culprit, times]: Told,
  level: Story["level"],
  hours: Story["hours"],
): Story {
  return {
    ...where,
    type,
    value,
    culprit,
    times,
    level,
    hours,
    call: culprit.split(" in ")[1] ?? "main",
  };
}

const web = {
  project: "web",
  platform: "javascript",
  file: "src/checkout/Cart.tsx",
  source: ["  const line = lines[at];", "  return line.price * line.amount;", "}"],
} as const;
const billing = {
  project: "billing-api",
  platform: "python",
  file: "billing/invoices.py",
  source: ["    with session.begin():", "        session.add(invoice)", "    return invoice.id"],
} as const;
const mobile = {
  project: "mobile-ios",
  platform: "cocoa",
  file: "Shop/Sources/BasketView.swift",
  source: ["let first = items[0]", "show(first!.picture)", "reload()"],
} as const;
const worker = {
  project: "worker",
  platform: "go",
  file: "internal/queue/consume.go",
  source: ["for message := range messages {", "\thandlers[message.Kind](message)", "}"],
} as const;

export const stories: readonly Story[] = [
  story(
    web,
    [
      "TypeError",
      "Cannot read properties of undefined (reading 'price')",
      "checkout/Cart in lineTotal",
      46,
    ],
    "error",
    [0, 300],
  ),
  story(
    web,
    ["ChunkLoadError", "Loading chunk 42 failed", "app/router in loadPage", 12],
    "warning",
    [1, 40],
  ),
  story(
    web,
    [
      "UnhandledRejection",
      "NetworkError when attempting to fetch resource.",
      "api/client in request",
      21,
    ],
    "error",
    [0, 180],
  ),
  story(
    web,
    ["RangeError", "Maximum call stack size exceeded", "catalog/Tree in walk", 3],
    "fatal",
    [2, 5],
  ),
  story(
    billing,
    [
      "IntegrityError",
      'duplicate key value violates unique constraint "invoices_number_key"',
      "billing.invoices in create_invoice",
      28,
    ],
    "error",
    [0, 330],
  ),
  story(
    billing,
    [
      "TimeoutError",
      "QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00",
      "billing.db in acquire",
      17,
    ],
    "fatal",
    [0, 6],
  ),
  story(
    billing,
    ["ValidationError", "amount: must be greater than 0", "billing.api in charge", 9],
    "warning",
    [20, 310],
  ),
  story(
    billing,
    [
      "PaymentDeclined",
      "Карта отклонена банком: недостаточно средств",
      "billing.cards in charge",
      33,
    ],
    "info",
    [0, 320],
  ),
  story(
    mobile,
    [
      "EXC_BAD_ACCESS",
      "Unexpectedly found nil while unwrapping an Optional value",
      "BasketView in reload",
      14,
    ],
    "fatal",
    [3, 90],
  ),
  story(
    mobile,
    [
      "NSInvalidArgumentException",
      "-[__NSDictionaryM length]: unrecognized selector",
      "Profile in decode",
      4,
    ],
    "error",
    [60, 200],
  ),
  story(
    worker,
    [
      "panic",
      "runtime error: invalid memory address or nil pointer dereference",
      "queue in Consume",
      11,
    ],
    "fatal",
    [1, 48],
  ),
  story(
    worker,
    [
      "*net.OpError",
      "dial tcp 10.0.0.12:5432: connect: connection refused",
      "store in Connect",
      25,
    ],
    "error",
    [0, 12],
  ),
];
