#define BOOST_TEST_MODULE portillon
#include <boost/test/unit_test.hpp>
