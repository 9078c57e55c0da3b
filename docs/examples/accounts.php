<?php
// Adds a SIP account, lists its domain, and deletes the account again.

$url = getenv('NGNPRO_URL');        // for example http://127.0.0.1:8000/ngnpro/
$domain = getenv('NGNPRO_DOMAIN');  // a domain that is served there
$auth = [
    'username' => getenv('NGNPRO_USERNAME'),
    'password' => getenv('NGNPRO_PASSWORD'),
];

// One WSDL for each port: ext-soap would mix the ports of the combined one up.
$sip = new SoapClient("{$url}?wsdl&port=Sip");
$sip->__setSoapHeaders(new SoapHeader('urn:AGProjects:NGNPro', 'auth', (object) $auth));
$alice = ['username' => 'alice.example', 'domain' => $domain];

$account = ['id' => $alice, 'password' => 'a long secret', 'firstName' => 'Alice', 'timeout' => 35];
try {
    $sip->addAccount($account);
} catch (SoapFault $fault) {
    if ($fault->detail->exception->errorcode !== 1011) {  // the account exists already
        throw $fault;
    }
}

$sip->addToGroup($alice, 'missed-calls');

$result = $sip->getAccounts([
    'filter' => ['domain' => $domain, 'username' => 'alice%'],
    'orderBy' => ['attribute' => 'username', 'direction' => 'ASC'],
    'range' => ['start' => 0, 'count' => 20],
]);
echo $result->total, " found\n";
foreach ($result->accounts as $found) {
    echo $found->id->username, '@', $found->id->domain, ' ', $found->firstName, "\n";
}

$sip->deleteAccount($alice);
