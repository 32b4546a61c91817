// The courier: SMS by gateways, e-mail by mail servers, letters by a printing house.
#include "courier/program.h"
#include "courier/providers.h"

int main() { return portillon::run_courier(portillon::configured_providers); }
