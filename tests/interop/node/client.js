// Calls operations with npm's `soap`: one JSON call a line in, one outcome a line out.
'use strict';

const readline = require('node:readline');
const soap = require('soap');

const endpoint = process.argv[2];
const clients = new Map();

// What is read keeps the texts as they are, and nil apart from a missing member.
const OPTIONS = { preserveWhitespace: true, handleNilAsNull: true };

async function clientOf(port) {
    if (!clients.has(port)) {
        clients.set(port, await soap.createClientAsync(`${endpoint}?wsdl&port=${port}`, OPTIONS));
    }
    return clients.get(port);
}

// An encoded array is an element with items; bytes travel as base64 text.
function encoded(value) {
    if (Array.isArray(value)) {
        return { item: value.map(encoded) };
    }
    if (value === null || typeof value !== 'object') {
        return value;
    }
    if (Object.keys(value).join() === 'base64') {
        return value.base64;
    }
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, encoded(each)]));
}

// The value of an element that carries attributes stands beside them.
function plain(value) {
    if (value === null || typeof value !== 'object') {
        return value;
    }
    const { attributes = {}, ...members } = value;
    if ('$value' in members) {
        return members.$value;
    }
    if (attributes['xsi:nil'] === 'true') {
        return null;
    }
    if (attributes['xsi:type'] === 'SOAP-ENC:Array') {
        return [members.item ?? []].flat().map(plain);
    }
    if (attributes['xsi:type'] === 'xsd:string') {
        return '';
    }
    return Object.fromEntries(Object.entries(members).map(([name, each]) => [name, plain(each)]));
}

async function outcomeOf(call) {
    const client = await clientOf(call.port);
    client.clearSoapHeaders();
    if (call.auth !== null) {
        client.addSoapHeader({ auth: call.auth }, '', 'ngnpro', 'urn:AGProjects:NGNPro');
    }
    // Without arguments it wants null: with an empty object it looks for an element that is none.
    const args = Object.keys(call.arguments).length ? encoded(call.arguments) : null;
    try {
        const [answer] = await client[`${call.operation}Async`](args);
        return { value: answer ? plain(answer.result) : null };
    } catch (error) {
        const exception = plain(error.root?.Envelope.Body.Fault.detail?.exception);
        return { code: exception?.errorcode ?? -1, text: exception?.errorstring ?? error.message };
    }
}

(async () => {
    for await (const line of readline.createInterface({ input: process.stdin })) {
        process.stdout.write(`${JSON.stringify(await outcomeOf(JSON.parse(line)))}\n`);
    }
})();
