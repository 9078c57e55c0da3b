#!/usr/bin/perl
# Calls operations with SOAP::Lite: one JSON call a line in, one outcome a line out.
use strict;
use warnings;

use JSON::PP;
use MIME::Base64 qw(decode_base64);
use Scalar::Util qw(blessed reftype);
use SOAP::Lite;

my ($endpoint) = @ARGV;
my $json = JSON::PP->new->utf8->canonical->allow_nonref;
$| = 1;

# Texts and numbers go as SOAP::Lite guesses them; only a boolean cannot be guessed, and bytes.
sub data {
    my ($name, $value) = @_;
    if (JSON::PP::is_bool($value)) {
        return SOAP::Data->name($name)->type('boolean')->value($value ? 1 : 0);
    }
    if (ref $value eq 'HASH' && join(',', keys %$value) eq 'base64') {
        return SOAP::Data->name($name)->type('base64Binary')->value(decode_base64($value->{base64}));
    }
    if (ref $value eq 'HASH') {
        return SOAP::Data->name($name)->value(\SOAP::Data->value(members($value)));
    }
    if (ref $value eq 'ARRAY') {
        return SOAP::Data->name($name)->value([map { data('item', $_) } @$value]);
    }
    return SOAP::Data->name($name)->value($value);
}

sub members {
    my ($struct) = @_;
    return map { data($_, $struct->{$_}) } sort keys %$struct;
}

# What was read comes as objects of classes that do not exist.
sub plain {
    my ($value) = @_;
    my $type = reftype($value) // '';
    return {map { $_ => plain($value->{$_}) } keys %$value} if $type eq 'HASH';
    return [map { plain($_) } @$value] if $type eq 'ARRAY';
    return $value;
}

sub outcome {
    my ($call) = @_;
    my $soap = SOAP::Lite->new(proxy => [$endpoint, timeout => 10])
        ->ns($call->{namespace}, 'port')
        ->on_action(sub { '""' })
        ->on_fault(sub { my (undef, $answer) = @_; ref $answer ? $answer : die "$answer\n" });
    my @header = $call->{auth}
        ? SOAP::Header->name('auth')->value(\SOAP::Data->value(members($call->{auth})))
        : ();
    my $answer = $soap->call($call->{operation}, @header, members($call->{arguments}));
    return {value => plain($answer->result)} unless $answer->fault;
    my $exception = plain($answer->faultdetail // {})->{exception};
    return {
        code => $exception->{errorcode} // -1,
        text => $exception->{errorstring} // $answer->faultstring,
    };
}

while (my $line = <STDIN>) {
    my $outcome = eval { outcome($json->decode($line)) } // {code => -1, text => "$@"};
    print $json->encode($outcome), "\n";
}
